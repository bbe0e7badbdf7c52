/**
 * Names of the metrics of a data migration (requirement 001): what its program tells, and alerts and dashboards ask.
 * All of them carry `service`.
 */
export const SYNC_METRICS = {
  /** 1 while data is copied. */
  running: 'cutover_sync_running',
  /** Part of the data that V2's store has, 0 to 1; labels `store`. */
  progress: 'cutover_sync_progress_ratio',
  /** Part of the compared entries whose checksums agree, 0 to 1; labels `store`. */
  integrity: 'cutover_sync_integrity_ratio',
  /** How far V2's store is behind V1's, in seconds; labels `store`. */
  lag: 'cutover_sync_lag_seconds',
  /** Active sessions on V1. */
  sessionsActive: 'cutover_sync_sessions_active',
  /** Those of them that V2 has. */
  sessionsMigrated: 'cutover_sync_sessions_migrated',
  /** Sessions that V1 has and V2 should have and has not. */
  sessionsLost: 'cutover_sync_sessions_lost',
  /** Requests to a version's cache; labels `version` and `result`: `hit` or `miss`. */
  cacheRequests: 'cutover_sync_cache_requests_total',
  /** Bytes over the network; labels `direction`: `read` or `written`. */
  networkBytes: 'cutover_sync_network_bytes_total',
  /** CPU seconds of the program, a counter. */
  cpuSeconds: 'cutover_sync_process_cpu_seconds_total',
  /** Resident memory of the program in bytes. */
  memoryBytes: 'cutover_sync_process_resident_memory_bytes',
} as const;
