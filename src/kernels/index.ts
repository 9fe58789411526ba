// Importing this file gives every op its GPU kernel.

import './attention/attention';
import './convolution/convolution';
import './dropout/dropout';
import './elementwise/elementwise';
import './embedding/bag';
import './embedding/segmentLookups';
import './embedding/sparseUpdate';
import './gemm/matmul';
import './interaction/dotInteraction';
import './loss/loss';
import './normalisation/batchNorm';
import './normalisation/layerNorm';
import './optimizer/clipByGlobalNorm';
import './optimizer/denseUpdate';
import './pooling/pooling';
import './quantised/bitProduct';
import './quantised/integerNetwork';
import './quantised/integerProduct';
import './quantised/quantise';
import './quantised/weightOnly';
import './reduction/reduceSum';
import './shape/concat';
import './shape/gather';
import './shape/pad';
import './shape/stridedCopy';
