// Importing this file defines every op.

import './attention';
import './bitPlanes';
import './bitSerial';
import './convert';
import './convolution';
import './dropout';
import './elementwise';
import './embedding';
import './fakeQuantise';
import './fused';
import './integerNetwork';
import './interaction';
import './loss';
import './matmul';
import './normalisation';
import './optimizer';
import './pooling';
import './quantised';
import './recurrent';
import './reduction';
import './shape';
import './weightOnly';
