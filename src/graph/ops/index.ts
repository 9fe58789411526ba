// Importing this file defines every op.

import './attention';
import './bitSerial';
import './convolution';
import './dropout';
import './elementwise';
import './embedding';
import './fused';
import './integerNetwork';
import './interaction';
import './loss';
import './matmul';
import './normalisation';
import './optimizer';
import './pooling';
import './quantised';
import './reduction';
import './shape';
import './weightOnly';
