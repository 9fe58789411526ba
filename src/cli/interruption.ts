// Ctrl-C: the first asks the command to stop and keep what it has, the second ends the process.

export interface Interruption {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** Gives signals back their usual meaning. */
  dispose(): void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

export function watchInterruption(): Interruption {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}
