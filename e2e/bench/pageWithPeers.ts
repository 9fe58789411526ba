// Entry of the benchmark's page with peers, which are installed under peers/ only when they are asked for.

import { offerBench } from './page';
import { openJax } from './peers/jax';
import { openOnnxRuntime } from './peers/onnxruntime';
import { openTensorFlow } from './peers/tensorflow';

offerBench(async () => [await openJax(), await openTensorFlow(), await openOnnxRuntime()]);
