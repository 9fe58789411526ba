// In place of a panel that could not be loaded, or that stopped over an error of its own.

import { isLoadFailure, LOAD_ADVICE } from '../../base/loading';
import type { TroubleProps } from '../shell/loadable';
import { Notice } from './train/Notice';

export function PanelTrouble({ title, error, retry }: TroubleProps & { title: string }) {
  const unloaded = isLoadFailure(error);
  return (
    <Notice
      tone="bad"
      title={unloaded ? `${title} could not be loaded` : `${title} stopped`}
      action={{ title: 'Try again', run: retry }}
    >
      <p>
        {unloaded
          ? `${LOAD_ADVICE} What trains goes on.`
          : `Something went wrong inside it: ${error instanceof Error ? error.message : error}. What trains goes on; try again, or reload the page.`}
      </p>
    </Notice>
  );
}
