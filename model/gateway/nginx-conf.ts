import { GATEWAY_PATHS } from '../agent-settings';
import { block, directive, dollarVariable, render, type Directive } from './emit';
import { http } from './http';
import { workerShutdownSeconds } from './ports';
import { scriptModule } from './script';
import { wafModule } from './waf';
import type { Wiring } from './wiring';

/**
 * Renders `nginx.conf`: all of NGINX's configuration but what changes while a pod lives, which comes from the
 * agent. Nothing in it depends on the share, so that a change of the share never rolls the gateway's pods.
 */
export function nginxConf(wiring: Wiring): string {
  const { service, gateway } = wiring;
  const main: Directive[] = [
    ...scriptModule(wiring),
    ...wafModule(wiring),
    directive('worker_processes', gateway.workers),
    directive('worker_shutdown_timeout', `${workerShutdownSeconds(service)}s`),
    directive('pid', GATEWAY_PATHS.pid),
    directive('error_log', 'stderr', 'warn'),
    directive('pcre_jit', 'on'),
    block('events', [], [directive('worker_connections', gateway.limits.connections)]),
  ];
  const whole = http(wiring);
  const inside = [...dollarVariable([whole]), ...(whole.inside ?? [])];
  return render([...main, { ...whole, inside }]);
}
