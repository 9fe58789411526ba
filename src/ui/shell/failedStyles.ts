// Stylesheets of parts that are loaded on demand. The bundler's loader asks for each only once: one that could not
// be fetched has to be fetched here before its part is tried again, or the part would come without its styles.

const failed = new Set<string>();

/** Call once. */
export function watchStyles(): void {
  // Such events do not bubble, but can be captured on their way down.
  addEventListener(
    'error',
    ({ target }) => {
      if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return;
      failed.add(target.href);
      target.remove();
    },
    { capture: true },
  );
}

export const fetchFailedStyles = (): Promise<unknown> => Promise.all([...failed].map(fetchStyle));

const fetchStyle = (href: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    link.onload = () => {
      failed.delete(href);
      resolve();
    };
    link.onerror = () => reject(new Error(`Unable to preload CSS for ${href}`));
    document.head.append(link);
  });
