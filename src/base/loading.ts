// Parts of the program that are loaded on demand: telling that one could not be from anything else that fails.

/** What Chromium, Firefox, Safari and the bundler's own loader say of a module or stylesheet without an answer. */
const MESSAGES =
  /dynamically imported module|importing a module script failed|unable to preload css|failed to load module script/i;

export const isLoadFailure = (error: unknown): boolean =>
  error instanceof Error && MESSAGES.test(error.message);

export const LOAD_ADVICE = 'Check the network connection, then try again.';
