// A choice among files that runs of this page have left; choosing does something with the file at once. None, nothing.

import type { LeftFile, Run } from '../state/run';

interface LeftFileSelectProps<Found extends { run: Run; file: LeftFile }> {
  files: readonly Found[];
  onChoose: (found: Found) => void;
  className?: string;
  selectClassName?: string;
}

export const LeftFileSelect = <Found extends { run: Run; file: LeftFile }>({
  files,
  onChoose,
  className,
  selectClassName,
}: LeftFileSelectProps<Found>) =>
  files.length > 0 && (
    <label className={className}>
      <span className="visually-hidden">A file that a run left</span>
      <select
        className={selectClassName}
        value=""
        onChange={({ target }) => onChoose(files[Number(target.value)])}
      >
        <option value="">A file that a run left…</option>
        {files.map(({ run, file }, index) => (
          <option key={`${run.id} ${file.name}`} value={index}>
            {run.name}, {run.experiment}: {file.name}
          </option>
        ))}
      </select>
    </label>
  );
