import { renderReport } from './report';

describe('renderReport', () => {
  it('puts every figure under its head', () => {
    const phase = {
      share: 25,
      observedShare: 24.987,
      requests: 4_014,
      failed: 0,
      propagationMs: 142.4,
      upSeconds: 3.21,
      resourcesUpdated: 1,
    };
    expect(
      renderReport({
        setupSeconds: 3.2,
        totalSeconds: 131.6,
        phases: [{ ...phase, share: 5, observedShare: 5 }, phase],
        rollback: { commandToLastV2Ms: 412.2, failed: 9, raiseRefused: true },
      }),
    ).toBe(
      [
        'share  observed  requests  failed  propagation  pulumi up  resources',
        '  5 %    5.00 %      4014       0       142 ms      3.2 s          1',
        ' 25 %   24.99 %      4014       0       142 ms      3.2 s          1',
        '',
        "rollback: 412 ms from the command to the last reply of V2; 9 requests failed meanwhile, V2's own faults among them",
        'raising the share under the hold was refused',
        'set-up 3 s, in all 132 s',
        '',
      ].join('\n'),
    );
  });
});
