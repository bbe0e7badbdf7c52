import { changedFields } from './preview-diff';

const preview = `Previewing update (local):
warning: using pulumi-language-nodejs from $PATH at bin/pulumi-language-nodejs
  pulumi:pulumi:Stack: (same)
    [urn=urn:pulumi:local::cutover::pulumi:pulumi:Stack::cutover-local]
    > pulumi:pulumi:StackReference: (read)
        [id=organization/cutover/local]
        name: "organization/cutover/local"
        --outputs:--
      ~ outputs          : {
          ~ desiredShare  : 0 => 5
        }
        > kubernetes:core/v1:ConfigMap: (read)
            [id=supersmartmatch/supersmartmatch-hold]
        ~ kubernetes:core/v1:ConfigMap: (update)
            [id=supersmartmatch/supersmartmatch-traffic]
            [urn=urn:pulumi:local::cutover::cutover:index:Traffic$kubernetes:core/v1:ConfigMap::traffic-share]
          ~ data    : {
              ~ v2TrafficPercentage: "5" => "25"
            }
    --outputs:--
  ~ desiredShare  : 5 => 25
Resources:
    ~ 1 to update
    24 unchanged
`;

describe('changedFields', () => {
  it('keeps the changed resource and its changed fields', () => {
    expect(changedFields(preview)).toEqual([
      '~ kubernetes:core/v1:ConfigMap: (update)',
      '  ~ data    : {',
      '      ~ v2TrafficPercentage: "5" => "25"',
      '    }',
    ]);
  });

  it('keeps nothing when nothing changes', () => {
    expect(changedFields(preview.replace('(update)', '(same)'))).toEqual([]);
  });
});
