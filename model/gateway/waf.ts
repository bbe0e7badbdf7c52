import type { Route } from '../service/route';
import { directive, type Directive } from './emit';
import { CONFIG_FOLDER, WAF_FILE } from './names';
import { METHODS } from './paths';
import type { Wiring } from './wiring';

/** The OWASP Core Rule Set as Debian's package modsecurity-crs installs it. */
const CORE_RULES = {
  setup: '/etc/modsecurity/crs/crs-setup.conf',
  rules: '/usr/share/modsecurity-crs/rules/*.conf',
} as const;

/** Where code points of Unicode are found by NGINX's module, of Debian's package of the same name. */
const UNICODE_MAP = '/etc/nginx/unicode.mapping';

const KIB = 1_024;

/** The module; outside of every block. */
export function wafModule({ needs }: Wiring): Directive[] {
  return needs.waf ? [directive('load_module', 'modules/ngx_http_modsecurity_module.so')] : [];
}

/** The rules, read once for all routes of a server. */
export function wafServer({ needs }: Wiring): Directive[] {
  return needs.waf
    ? [
        directive('modsecurity_rules_file', `${CONFIG_FOLDER}/${WAF_FILE}`),
        directive('modsecurity_transaction_id', '$request_id'),
      ]
    : [];
}

export function wafRoute(route: Route, { needs }: Wiring): Directive[] {
  if (!needs.waf) return [];
  return [
    directive('modsecurity', 'on'),
    // Only here is said which rules matched: without it nobody knows which one to leave out.
    directive('error_log', 'stderr', 'info'),
    ...(route.excludedRules.length === 0
      ? []
      : [directive('modsecurity_rules', `SecRuleRemoveById ${route.excludedRules.join(' ')}`)]),
  ];
}

/** @returns `modsecurity.conf`; `undefined` without a firewall. */
export function wafRules({ gateway, routes, needs }: Wiring): string | undefined {
  if (!needs.waf) return undefined;
  const { mode, paranoia, anomalyThreshold, excludedRules } = gateway.waf;
  const body = Math.max(...routes.map(({ bodyKiB }) => bodyKiB ?? gateway.limits.bodyKiB)) * KIB;
  const variables = [
    `tx.paranoia_level=${paranoia}`,
    `tx.inbound_anomaly_score_threshold=${anomalyThreshold}`,
    // The set's own list has no PUT, PATCH and DELETE.
    `tx.allowed_methods=${METHODS.join(' ')}`,
  ];
  return `SecRuleEngine ${mode === 'block' ? 'On' : 'DetectionOnly'}

# NGINX has refused longer bodies already.
SecRequestBodyAccess On
SecRequestBodyLimit ${body}
SecRequestBodyNoFilesLimit ${body}
SecRequestBodyLimitAction Reject
SecRequestBodyJsonDepthLimit 512
SecArgumentsLimit 1000

# Replies are not looked at: they would be held back until their end.
SecResponseBodyAccess Off

# Findings are in NGINX's error log. An audit log would hold whole requests, with what they say of persons.
SecAuditEngine Off
SecStatusEngine Off
SecTmpDir /tmp/
SecDataDir /tmp/
SecArgumentSeparator &
SecCookieFormat 0
SecUnicodeMapFile ${UNICODE_MAP} 20127
SecPcreMatchLimit 100000
SecPcreMatchLimitRecursion 100000

SecRule REQUEST_HEADERS:Content-Type "^(?:application(?:/soap\\+|/)|text/)xml" \\
    "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
SecRule REQUEST_HEADERS:Content-Type "^application/(?:[a-z0-9.-]+[+])?json" \\
    "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
SecRule REQBODY_ERROR "!@eq 0" \\
    "id:200002,phase:2,t:none,log,deny,status:400,msg:'Failed to parse the body',severity:2"
SecRule MULTIPART_STRICT_ERROR "!@eq 0" \\
    "id:200003,phase:2,t:none,log,deny,status:400,msg:'The multipart body is malformed',severity:2"
SecRule MULTIPART_UNMATCHED_BOUNDARY "@eq 1" \\
    "id:200004,phase:2,t:none,log,deny,status:400,msg:'A multipart boundary is unmatched',severity:2"
SecRule TX:/^MSC_/ "!@streq 0" \\
    "id:200005,phase:2,t:none,log,deny,status:400,msg:'A rule could not be evaluated',severity:2"
SecRule &ARGS "@ge 1000" \\
    "id:200007,phase:2,t:none,log,deny,status:400,msg:'Too many arguments',severity:2"

Include ${CORE_RULES.setup}
SecAction "id:900000,phase:1,t:none,nolog,pass,${variables.map((set) => `setvar:'${set}'`).join(',')}"
Include ${CORE_RULES.rules}
${excludedRules.length === 0 ? '' : `SecRuleRemoveById ${excludedRules.join(' ')}\n`}`;
}
