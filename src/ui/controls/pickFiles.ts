// The browser's file dialog, as a promise. Cancelling gives no files.

/** A folder with everything in it. */
export const pickFolder = (): Promise<File[]> => pickFiles('', true);

export function pickFiles(accept = '', folder = false): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.accept = accept;
    input.webkitdirectory = folder;
    input.onchange = () => resolve([...(input.files ?? [])]);
    input.oncancel = () => resolve([]);
    input.click();
  });
}
