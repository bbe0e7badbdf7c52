// By itself the host of policies would check the types of the pack at every preview, which takes seconds.
require('tsx/cjs');
require('./main.ts');
