// The files of runs that the placement panel can open, once they have been looked into.

import { useEffect, useState } from 'react';
import { type OpenableFile, openableFiles } from '../state/leftFiles';
import type { Run } from '../state/run';

export function useOpenable(runs: readonly Run[]): readonly OpenableFile[] {
  const [found, setFound] = useState<readonly OpenableFile[]>([]);
  useEffect(() => {
    let stale = false;
    void openableFiles(runs).then((files) => {
      if (!stale) setFound(files);
    });
    return () => {
      stale = true;
    };
  }, [runs]);
  return found;
}
