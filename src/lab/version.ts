// The version every result file carries.

import { version as packageVersion } from '../../package.json';

export const version: string = packageVersion;
