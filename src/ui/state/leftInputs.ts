// Files that runs have left, as what an experiment is given to read.

import type { RunFile } from '../../lab/protocol';
import type { LeftFile, Run } from './run';
import { setFiles } from './setupActions';
import { lab } from './store';

/** Of such files experiments read tables, plans and costs. */
const ENDING = /\.(json|csv|txt)$/;

/** Newest run first, and of each in the order in which it left them; without those that were taken. */
export const takeableFiles = (
  runs: readonly Run[],
  taken: readonly RunFile[],
): { run: Run; file: LeftFile }[] =>
  runs
    .toReversed()
    .flatMap((run) => run.files.map((file) => ({ run, file })))
    .filter(({ file }) => ENDING.test(file.name) && !taken.some(({ blob }) => blob === file.content));

/** Gives the file to the experiment that is set up, in the place of one of its name, or of all where it reads one alone. */
export function takeLeft({ name, content }: LeftFile, several: boolean): void {
  const others = lab.getState().trainFiles.filter((file) => file.name !== name);
  setFiles('train', [...(several ? others : []), { name, blob: content }]);
}
