// Importing this file defines the float64 reference of every op.

import './attention';
import './batchNormalisation';
import './bitSerial';
import './convert';
import './convolution';
import './dropout';
import './elementwise';
import './embedding';
import './fakeQuantise';
import './integerNetwork';
import './interaction';
import './layerNormalisation';
import './loss';
import './matmul';
import './optimizer';
import './pooling';
import './quantised';
import './recurrent';
import './reduction';
import './shape';
import './weightOnly';
