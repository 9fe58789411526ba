// The benchmark in Node on Dawn's GPU.

import { greetFromDawn, say } from '../../src/cli/hosts/dawnGpu';
import type { BenchRequest } from './format';
import { runBench } from './runner';

const gpu = await greetFromDawn();
if (gpu) process.on('message', (request: BenchRequest) => void runBench(gpu, [], request, say));
