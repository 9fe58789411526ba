// The benchmark in Node on Dawn's GPU.

import type { BenchRequest } from '../../src/bench/format';
import { runBench } from '../../src/bench/runner';
import { greetFromDawn, say } from '../../src/cli/hosts/dawnGpu';

const gpu = await greetFromDawn();
if (gpu) process.on('message', (request: BenchRequest) => void runBench(gpu, [], request, say));
