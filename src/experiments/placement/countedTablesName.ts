/** The file in which a run of a DLRM leaves its tables with counted accesses; by this name the page finds it. */
export const COUNTED_TABLES = 'tables.json';
