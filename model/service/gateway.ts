import { z } from 'zod';
import {
  cookieName,
  durationWithin,
  foreignName,
  headerName,
  headerValue,
  network,
  port,
  secretKey,
} from './fields';
import { tls } from './tls';
import { resources } from './workload';

/** By what a client is told from another. */
const clientKey = z.union(
  [
    z.literal('address'),
    z.strictObject({ header: headerName }),
    z.strictObject({ cookie: cookieName }),
  ],
  { error: "be 'address', { header: NAME } or { cookie: NAME }" },
);

const CLIENT_KEY = "'address', a header or a cookie; without that header or cookie, the address.";

const rateLimit = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether there is a limit per client at all.'),
  requests: z
    .int()
    .min(1)
    .max(100_000_000)
    .default(1_000)
    .describe("Requests per client in 'per'; 429 above."),
  per: durationWithin('1s', '30d').default('1h').describe("The span for 'requests', 1s to 30d."),
  burst: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(100)
    .describe('Requests that a client may send at once beyond the even pace.'),
  key: clientKey.default('address').describe(`By what clients are told apart: ${CLIENT_KEY}`),
  exempt: z.array(network).default([]).describe('Networks that are not limited.'),
});

const waf = z.strictObject({
  mode: z
    .enum(['off', 'detect', 'block'])
    .default('off')
    .describe('detect: findings are logged. block: requests are refused with 403.'),
  paranoia: z.int().min(1).max(4).default(1).describe('Level of the OWASP Core Rule Set.'),
  anomalyThreshold: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('Score from which a request is refused.'),
  excludedRules: z
    .array(z.int().min(1).max(9_999_999))
    .default([])
    .describe('Rules of the Core Rule Set that are left out for every route.'),
});

const limits = z.strictObject({
  bodyKiB: z
    .int()
    .min(1)
    .max(1_048_576)
    .default(1_024)
    .describe('Largest body of a request; 413 above.'),
  headerKiB: z
    .int()
    .min(1)
    .max(64)
    .default(8)
    .describe('Longest header line, and first line, of a request.'),
  clientSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(15)
    .describe('Time for the headers of a request, and between two parts of its body.'),
  connections: z.int().min(64).max(65_536).default(4_096).describe('Connections per worker.'),
});

const claim = z
  .string()
  .min(1, { error: 'not be empty' })
  .max(1_024)
  .regex(/^[\x21-\x7e]*$/, { error: 'be printable ASCII without blanks' });

const jwt = z.strictObject({
  issuer: claim.describe('What the claim iss must be.'),
  audience: claim.describe('What the claim aud must be or hold.'),
  jwks: z
    .strictObject({
      secret: foreignName.describe('Name of a Secret in the same namespace.'),
      key: secretKey.default('jwks.json').describe('Key in it.'),
    })
    .describe('The set of public keys; several stand in it while keys are rotated.'),
  leewaySeconds: z
    .int()
    .min(0)
    .max(300)
    .default(30)
    .describe('Difference of clocks that is let pass.'),
});

const forcedVersion = z.strictObject({
  header: headerName
    // A header that means something else already would be lost on its way, Host and Cookie for example.
    .refine((name) => /^x-(?!forwarded-|real-ip$|request-id$|original-|rewrite-)/i.test(name), {
      error: 'begin with X- and be none that the gateway sets itself',
    })
    .default('X-Cutover-Version')
    .describe('Header of a request that names v1 or v2.'),
  cookie: cookieName
    .default('cutover_version')
    .describe('Cookie that names v1 or v2; the header wins over it.'),
  clients: z
    .array(network)
    .min(1, { error: 'name at least one network' })
    .describe('Networks from which v1 or v2 may be forced; from all others it is ignored.'),
});

export const gateway = z.strictObject({
  replicas: z
    .int()
    .min(1)
    .max(50)
    .default(3)
    .describe('Gateway pods. All of them must confirm a share before it counts as observed.'),
  workers: z.int().min(1).max(64).default(2).describe('NGINX worker processes in each pod.'),
  port: port.default(80).describe("Port of the gateway's Service for HTTP."),
  longestRequestSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(60)
    .describe(
      'The longest request in seconds that must survive a reload or the end of a pod. Bounds the reply of ' +
        "a version, NGINX's worker_shutdown_timeout and the drain of a pod.",
    ),
  resources: resources('1', '256Mi').prefault({}).describe('What each gateway pod may use.'),
  balancing: z
    .enum(['service', 'least_conn'])
    .default('service')
    .describe('service: Kubernetes picks the pod of a version. least_conn: the gateway does.'),
  tls: tls
    .prefault({})
    .describe('Whether the gateway speaks HTTPS, and with which certificate. TLS 1.3 alone.'),
  headers: z
    .record(headerName, headerValue)
    .default({})
    .describe(
      'Headers of every reply, over the security headers that are set anyway; empty removes one.',
    ),
  trustedProxies: z
    .array(network)
    .default([])
    .describe("Networks of load balancers whose X-Forwarded-For tells the client's address."),
  rateLimit: rateLimit
    .prefault({})
    .describe('The limit per client, over all gateway pods together.'),
  waf: waf
    .prefault({})
    .describe('The web application firewall: ModSecurity with the OWASP Core Rule Set.'),
  limits: limits.prefault({}).describe('What a request may be at most.'),
  jwt: jwt.optional().describe('How tokens are checked on the routes that ask for it.'),
  forcedVersion: forcedVersion.optional().describe('Lets testers choose the version.'),
  accessLog: z
    .boolean()
    .default(true)
    .describe('One JSON line per request, without personal data.'),
});

/** Which version a request gets. */
export const assignment = z
  .strictObject({
    mode: z
      .enum(['perRequest', 'perUser'])
      .default('perRequest')
      .describe('perRequest: exact for any number of requests. perUser: a user keeps a version.'),
    key: clientKey
      .default('address')
      .describe(`What names a user, with mode perUser: ${CLIENT_KEY}`),
  })
  .prefault({});
