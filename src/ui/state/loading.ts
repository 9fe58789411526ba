// Parts of the page that could not be loaded where nothing else says so: an export, a drawing, a reader of files.

import { isLoadFailure, LOAD_ADVICE } from '../../base/loading';
import { watchStyles } from '../shell/failedStyles';
import { lab } from './store';

/** Call once. */
export function connectLoading(): void {
  watchStyles();
  addEventListener('unhandledrejection', (event) => {
    if (!isLoadFailure(event.reason)) return;
    event.preventDefault();
    const message = `A part of the page could not be loaded. ${LOAD_ADVICE}`;
    lab.setState({ failure: { kind: 'internal', message } });
  });
}
