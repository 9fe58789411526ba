// A browser that cannot train: why, and what to do about it in this browser.

import { lab } from '../../state/store';
import { Notice } from './Notice';

interface Advice {
  name: string;
  matches: RegExp;
  missing: string;
  refused: string;
}

/** In the order they are tried: Edge and Chrome name Safari too. */
const browsers: readonly Advice[] = [
  {
    name: 'Firefox',
    matches: /firefox/i,
    missing:
      'Firefox has WebGPU on Windows from version 141 and on Macs with Apple silicon from 145. Elsewhere set dom.webgpu.enabled to true in about:config, or use Chrome or Edge.',
    refused: 'Update Firefox and the graphics driver; about:support shows under Graphics why WebGPU is off.',
  },
  {
    name: 'Chrome or Edge',
    matches: /chrome|chromium|edg/i,
    missing: 'Update to version 113 or later (Android: 121 or later).',
    refused:
      'Turn on “Use graphics acceleration” in the system settings of the browser and restart it. chrome://gpu shows what is blocked.',
  },
  {
    name: 'Safari',
    matches: /safari/i,
    missing:
      'Safari has WebGPU from version 26 (macOS, iOS and iPadOS 26). Earlier: Settings, Feature Flags, WebGPU.',
    refused: 'Turn off Lockdown Mode for this page, and update the system.',
  },
];

const LINUX =
  'On Linux, Chrome may need to be started with --enable-unsafe-webgpu --enable-features=Vulkan and a Vulkan driver (vulkaninfo lists it).';

export function NoWebGpu() {
  const { present, refusal } = lab((state) => state.webgpu);
  if (present && refusal === null) return null;
  const { userAgent } = navigator;
  const here = browsers.find(({ matches }) => matches.test(userAgent));
  const linux = /linux/i.test(userAgent) && !/android/i.test(userAgent);
  const reason = refusal ?? (isSecureContext ? 'This browser has no WebGPU.' : 'WebGPU needs a secure page.');
  return (
    <Notice
      tone="bad"
      title="This browser cannot train here: no GPU is within reach."
      action={
        refusal
          ? {
              title: 'Try again',
              run: () => lab.setState({ webgpu: { present: true, refusal: null }, failure: null }),
            }
          : undefined
      }
    >
      <p>{reason} Recorded and saved runs open all the same.</p>
      <ul>
        {!isSecureContext && <li>Open this page by https, or from localhost.</li>}
        {(here ? [here] : browsers).map(({ name, missing, refused }) => (
          <li key={name}>
            {name}: {present ? refused : missing}
          </li>
        ))}
        {linux && <li>{LINUX}</li>}
      </ul>
    </Notice>
  );
}
