import { localPaths } from '../settings';
import { up } from './cluster';
up({ paths: localPaths(), name: process.argv[3] ?? 'h2dev', onStep: (s) => console.log(s.title, s.seconds?.toFixed(2)) }).then(
  (h) => console.log(h),
  (e) => { console.error(e); process.exitCode = 1; },
);
