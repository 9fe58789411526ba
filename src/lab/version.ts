// What every result file says of the source it was made with.

import { version as packageVersion } from '../../package.json';

/** Put in its place by the build of the page. */
declare const SOURCE_COMMIT: string | null | undefined;

export const version: string = packageVersion;

/** Of the source of a built page, with `+` where it had changes; null where it is not known. */
export const commit: string | null = typeof SOURCE_COMMIT === 'string' ? SOURCE_COMMIT : null;
