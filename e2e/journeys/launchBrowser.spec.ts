// The command line starts its own browser; this checks that start-up against the real one.
import { expect, test } from '@playwright/test';
import { findBrowser } from '../../src/cli/browser/find';
import { launchBrowser } from '../../src/cli/browser/launch';

test('the software adapter is granted when it is asked for, and one line says so', async () => {
  const lines: string[] = [];
  const { browser, adapter } = await launchBrowser({ adapter: 'software', log: (line) => lines.push(line) });
  await browser.close();
  expect(adapter).toMatchObject({ architecture: 'swiftshader', software: true });
  expect(lines).toEqual([
    `Browser: ${findBrowser()?.executablePath}, adapter: ${adapter.vendor} swiftshader (software)`,
  ]);
});

test('a browser that cannot start is named, with what to do', async () => {
  const starting = launchBrowser({ adapter: 'software', executablePath: '/bin/false' });
  await expect(starting).rejects.toThrow(/\/bin\/false did not start.*TESSERA_BROWSER/);
});
