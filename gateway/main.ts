/**
 * The functions that NGINX calls, by their names in its configuration. What that must hold stands in
 * `gateway/README.md`. Every request has a JS context of its own, in which this whole file runs first: what must
 * outlive a request lies in shared dictionaries, and nothing here is made that not every request needs.
 */
import { allow, authenticate, clientKey, refuse, type Refused } from './admission';
import { absorb, drain, parseConsumption } from './consumption';
import { countUnlimited, reportOf } from './counters';
import { isKnown, remember, tokenName } from './known-tokens';
import type { Ngx, NumberDict, ScriptRequest } from './njs';
import { limitTime, paceOf } from './rate-limit';
import { readKeySet, readSettings } from './settings';
import { versionOf } from './slots';
import { bearerToken } from './token';

declare const ngx: Ngx;

type DictName = 'cutover_counts' | 'cutover_levels' | 'cutover_used' | 'cutover_tokens';

function dict(name: DictName): NumberDict {
  const found = ngx.shared[name];
  if (found === undefined) throw new Error(`no js_shared_dict_zone ${name}`);
  return found;
}

/** `js_set`: the version of a request by an exact counter for each route. */
function assigned({ variables }: ScriptRequest): string {
  const key = `a|${variables['cutover_route'] ?? ''}`;
  const index = dict('cutover_counts').incr(key, 1) - 1;
  return versionOf(index, Number(variables['cutover_share']));
}

/** `js_access`: refuses what is too much, and what has no valid token where one is needed. */
function admit(request: ScriptRequest): void | Promise<void> {
  const refused = overLimit(request);
  if (refused) refuse(request, refused);
  else if (request.variables['cutover_jwt'] === '1') return admitToken(request);
}

/** The check of a signature costs more than all the rest of a request: a token that comes again is known. */
function admitToken(request: ScriptRequest): void | Promise<void> {
  const token = bearerToken(request.headersIn['Authorization']);
  if (token === undefined) return checkToken(request, token, '');
  const name = tokenName(request.variables['cutover_jwks'] ?? '', token);
  if (!isKnown(dict('cutover_tokens'), name, Date.now())) return checkToken(request, token, name);
}

function overLimit(request: ScriptRequest): Refused | undefined {
  const client = request.variables['cutover_limit_key'] ?? '';
  if (client === '') return undefined;
  const { service, rateLimit } = readSettings();
  if (rateLimit === undefined) return undefined;
  try {
    const levels = dict('cutover_levels');
    const used = rateLimit.shared ? dict('cutover_used') : undefined;
    const pace = paceOf(rateLimit);
    return allow({ levels, used, pace }, clientKey(service, client), limitTime(Date.now()));
  } catch (error) {
    // Without memory to count in, no client is kept out for it.
    countUnlimited(dict('cutover_counts'), Date.now());
    request.error(`the rate limit failed: ${String(error)}`);
    return undefined;
  }
}

async function checkToken(
  request: ScriptRequest,
  token: string | undefined,
  name: string,
): Promise<void> {
  const { service, jwt } = readSettings();
  if (jwt === undefined) throw new Error('a route needs a token, and gateway.json says not which');
  const keys = readKeySet(request.variables['cutover_jwks'] ?? '');
  const rules = { ...jwt, realm: service };
  const now = Date.now();
  const until = await authenticate(token, keys, rules, now);
  if (typeof until === 'number') remember(dict('cutover_tokens'), name, until, now);
  else refuse(request, until);
}

/** `js_content`: what was counted as JSON. */
function report(request: ScriptRequest): void {
  answer(request, 200, reportOf(dict('cutover_counts'), Date.now()));
}

/** `js_content`: GET takes out what clients used here, POST takes in what they used at other gateway pods. */
function limits(request: ScriptRequest): void {
  const { rateLimit } = readSettings();
  if (rateLimit === undefined) {
    answer(request, 404, { error: 'no rate limit' });
  } else if (request.method === 'GET') {
    answer(request, 200, drain(dict('cutover_used')));
  } else if (request.method === 'POST') {
    const told = parseConsumption(request.requestText ?? '');
    if (told) absorb(dict('cutover_levels'), paceOf(rateLimit), told, limitTime(Date.now()));
    answer(request, told ? 200 : 400, told ? {} : { error: 'not a consumption' });
  } else {
    answer(request, 405, { error: 'GET or POST' });
  }
}

function answer(request: ScriptRequest, status: number, body: unknown): void {
  request.headersOut['Content-Type'] = 'application/json';
  request.return(status, `${JSON.stringify(body)}\n`);
}

// njs takes the functions of a module from its default export and from nowhere else.
// eslint-disable-next-line import-x/no-default-export
export default { assigned, admit, report, limits };
