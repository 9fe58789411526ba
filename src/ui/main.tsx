// Entry of the page.
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { connectOffline } from './offline/offline';
import { App } from './shell/App';
import './shell/tokens.css';
import './shell/base.css';
import { connectTheme } from './shell/theme';
import { connectTitle } from './shell/title';
import { connectAddress } from './state/address';
import { connectArchive } from './state/archive';
import { connectBackground } from './state/background';
import { connectData } from './state/data';
import { showExample } from './state/example';
import { connectHistory } from './state/history';
import { connectLive } from './state/live';
import { connectLoading } from './state/loading';
import { connectPreparation } from './state/preparing';
import { connectPreview } from './state/preview';
import { findSaved } from './state/saved';
import { lab } from './state/store';
import { connectSweeps } from './state/sweeps';
import { connectTuning } from './state/tuning';

connectLoading();
connectTheme();
connectAddress();
connectHistory();
connectLive();
connectTitle();
connectBackground();
connectData();
lab.setState({ webgpu: { present: 'gpu' in navigator, refusal: null } });
void connectArchive().then(() => {
  void showExample();
  void connectSweeps();
  void findSaved();
});

const root = document.getElementById('root');
// In pieces: the whole page at once would keep the browser busy for longer than a key press may wait.
if (root)
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );

// What is compiled ahead depends on it.
if ('gpu' in navigator)
  void connectTuning()
    .catch(() => {})
    .then(connectPreparation);
// After what the reader waits for.
setTimeout(connectPreview, 800);
if (import.meta.env.PROD) connectOffline();
