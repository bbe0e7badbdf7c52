/** What a team says of its service before it writes anything. */
export interface StarterAnswers {
  readonly name: string;
  readonly owner: string | undefined;
  readonly v1: StarterVersion;
  readonly v2: StarterVersion;
  readonly healthPath: string;
}

interface StarterVersion {
  readonly image: string;
  readonly port: number;
}

/**
 * @param answers - checked already, by the rules of the service file.
 * @param editorSchema - whether the JSON Schema lies beside the file.
 * @returns a service file with comments that is valid as it is.
 */
export function starterFile(answers: StarterAnswers, editorSchema: boolean): string {
  const { name, owner, v1, v2, healthPath } = answers;
  const metric = name.replaceAll('-', '_');
  const quoted = (text: string): string => JSON.stringify(text);
  const version = ({ image, port }: StarterVersion): string =>
    `image: ${quoted(image)}
    port: ${port}
    healthPath: ${quoted(healthPath)}`;
  return `${editorSchema ? '# yaml-language-server: $schema=./service.schema.json\n#\n' : ''}# How ${name} migrates from V1 to V2. Every field stands in docs/service-file.md; cutover validate checks this file.
name: ${name}
${owner === undefined ? '# owner: team@example.com' : `owner: ${quoted(owner)}`}

versions:
  v1:
    ${version(v1)}
    # Without these lines: 2 CPUs, 2 GiB, 3 to 10 pods.
    # resources: { limits: { cpu: '2', memory: 2Gi } }
    # replicas: { min: 3, max: 10, cpuPercent: 70, memoryPercent: 80 }
    # environment: { LOG_LEVEL: info }
    # secrets: { DATABASE_PASSWORD: { secret: ${name}-database, key: password } }
    # metrics: { path: /metrics }
  v2:
    ${version(v2)}

# What the versions need beside them and nobody else reaches, at http://${name}-cache:6379.
# companions:
#   cache: { image: 'redis:8.0', port: 6379, usedBy: [v2] }

gateway:
  # The longest request that must survive a change of the share.
  longestRequestSeconds: 60
  # 1000 requests an hour for each client address, above that 429.
  rateLimit: { requests: 1000, per: 1h, burst: 100, key: address }
  # HTTPS with a certificate by cert-manager:
  # tls: { mode: issuer, issuer: { name: letsencrypt }, hosts: [${name}.example.com] }
  # Lets testers, and cutover smoke, choose the version of a request. From these networks alone:
  # forcedVersion: { clients: [10.0.0.0/8] }

# Requests that are taken. Each goes to V2 by the share, or always to the version that it is pinned to.
routes:
  - { name: all, path: / }
  # V1 gets a request again that V2 did not answer: also a POST, where that is safe.
  # - { name: search, path: /search, match: exact, fallback: safe }
  # - { name: old-api, path: /v1, to: v1 }

# perRequest divides requests exactly. perUser keeps a user on a version:
# assignment: { mode: perUser, key: { cookie: session } }

# Flags reach the environment of both versions. The desired share can be read from /etc/cutover/flags/V2_PERCENTAGE:
# flags: { values: { ENABLE_V2: 'true' }, percentage: V2_PERCENTAGE }

# From the load follows how many pods must be ready before the share rises. Measure perPod.
# capacity: { peakRequestsPerSecond: 200, headroom: 1.3, perPod: { v1: 50, v2: 50 } }

# With a Prometheus to ask, the share rises only while V2 keeps to these, and to the gates: docs/gates.md.
# monitoring: { prometheus: 'http://prometheus.monitoring:9090' }
# objectives: { errorRate: 0.001, p95Milliseconds: 100, availability: 0.999, fallbackRate: 0.005 }
# gates: [{ name: precision, query: 'avg(${metric}_precision{service="$service",version="$version"})', atLeast: 0.95 }]

# Requests with the reply that they must get; cutover smoke sends them.
checks:
  - name: Both versions are healthy
    request: { path: ${quoted(healthPath)} }
    expect: { status: 200 }

# The plan in force, and the others that may take its place. Each share stands for at least its soak time.
plan: careful
plans:
  careful:
    phases:
      - name: parallel
        steps: [{ share: 0, soak: 24h }]
      - name: canary
        steps: [{ share: 5, soak: 24h }, { share: 25, soak: 48h }]
      - name: progressive
        steps: [{ share: 50, soak: 48h }, { share: 75, soak: 48h }, { share: 100, soak: 48h }]
    # V1 may be marked deprecated after this time at 100, and removed from its sunset on.
    finalise: { stable: 30d }
`;
}
