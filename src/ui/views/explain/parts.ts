// What each part of the page is for, in a sentence.

import type { PanelId } from '../panelList';

export const pageParts: readonly { name: string; text: string }[] = [
  {
    name: 'Top',
    text: 'Starts, pauses, steps, stops and restarts the run, and says how far and how fast it goes. Space is play and pause; ? lists all keys.',
  },
  {
    name: 'Left',
    text: 'What is to be run: experiment, preset, data and every setting, with what it would cost. A square marks what differs from its default; what only a new run takes up says so while one goes on.',
  },
  {
    name: 'Right',
    text: 'What is known of the run shown: claims, memory, model, figures, adapter, and the ways to keep it.',
  },
  {
    name: 'Numbers',
    text: 'A filled square is measured on this machine, a dashed one is predicted before it happens or modelled, and a quotation mark is published by others.',
  },
];

export const panelParts: Record<PanelId, string> = {
  charts:
    'How loss, score and rate go, step by step, of every run that is not hidden. Arrow keys read values; every chart is a table too.',
  kernels: 'How long each kernel of one step took on the GPU, and how near that is to what the GPU can do.',
  memory: 'What lies in GPU memory and when, as planned before the run and as it was.',
  graph: 'The step as a graph of operations: forward, backward and update, and what each was compiled to.',
  weights: 'The numbers of the model themselves: how they, their gradients and activations are spread.',
  runs: 'All runs: compared setting by setting, renamed, pinned, hidden, and started many at a time.',
  data: 'What is trained on: samples, how they are spread, and files of your own.',
  explain: 'This page.',
  results:
    'What the run found out beside its curves: what was compared as figures and tables, all of them sortable and saved as files.',
  bench:
    'How near kernels and whole steps come to the best that this adapter can do, and to an earlier report.',
  placement:
    'Embedding tables laid out over the devices of a cluster, by hand or by a planner, and what each layout would cost.',
};
