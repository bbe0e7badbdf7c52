import { plainTable } from '../../cli/plain-table';

/** What was measured while one share was in force. */
export interface PhaseFigures {
  /** Share that the stack config asked for, in percent. */
  readonly share: number;
  /** V2's part of the replies, in percent, from the confirmation to the end of the phase. */
  readonly observedShare: number;
  /** Requests from the confirmation to the end of the phase. */
  readonly requests: number;
  /** Requests that failed from the start of the update to the end of the phase. */
  readonly failed: number;
  /** From the new share in the API until every gateway pod had confirmed it, in milliseconds. */
  readonly propagationMs: number;
  /** The whole `pulumi up`, in seconds. */
  readonly upSeconds: number;
  readonly resourcesUpdated: number;
}

/** What was measured of the rollback. */
export interface RollbackFigures {
  /** From the start of the command to the last reply of V2, in milliseconds. */
  readonly commandToLastV2Ms: number;
  /** Requests that failed from the start of the command to the end of the observation; V2's faults among them. */
  readonly failed: number;
  /** Whether a raise of the share was refused while the hold was in force. */
  readonly raiseRefused: boolean;
}

/** What `--json` writes. */
export interface DemoReport {
  /** From the command to the first preview: packages, builds, images and the cluster. */
  readonly setupSeconds: number;
  readonly totalSeconds: number;
  readonly phases: readonly PhaseFigures[];
  readonly rollback: RollbackFigures;
}

/** @returns the table that ends the demo. */
export function renderReport({ setupSeconds, totalSeconds, phases, rollback }: DemoReport): string {
  const head = ['share', 'observed', 'requests', 'failed', 'propagation', 'pulumi up', 'resources'];
  const rows = phases.map((phase) => [
    `${phase.share} %`,
    `${phase.observedShare.toFixed(2)} %`,
    phase.requests,
    phase.failed,
    `${Math.round(phase.propagationMs)} ms`,
    `${phase.upSeconds.toFixed(1)} s`,
    phase.resourcesUpdated,
  ]);
  return [
    plainTable([head, ...rows], 'right'),
    '',
    `rollback: ${Math.round(rollback.commandToLastV2Ms)} ms from the command to the last reply of V2; ` +
      `${rollback.failed} requests failed meanwhile, V2's own faults among them`,
    `raising the share under the hold was ${rollback.raiseRefused ? 'refused' : 'NOT refused'}`,
    `set-up ${setupSeconds.toFixed(0)} s, in all ${totalSeconds.toFixed(0)} s`,
    '',
  ].join('\n');
}
