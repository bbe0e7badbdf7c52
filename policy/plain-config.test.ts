import { plainConfigOf } from './plain-config';

const FILE = `config:
  cutover:service: orders
  registry:password:
    secure: v1:abc:def
  cutover:overrides:
    versions:
      v1:
        environment:
          PORT: '80'
          TOKEN:
            secure: v1:ghi:jkl
`;

const overrides = { versions: { v1: { environment: { PORT: '80', TOKEN: 'hunter2' } } } };

describe('plainConfigOf', () => {
  it('leaves out what the stack file holds as a secret, alone and within objects', () => {
    const config = {
      'cutover:service': 'orders',
      'registry:password': 'hunter2',
      'cutover:overrides': JSON.stringify(overrides),
      'cutover:namespace': '',
    };
    expect(plainConfigOf(config, FILE)).toEqual({
      'cutover:service': 'orders',
      'cutover:overrides': '{"versions":{"v1":{"environment":{"PORT":"80"}}}}',
      'cutover:namespace': '',
    });
  });

  it('leaves out nothing without a stack file', () => {
    expect(plainConfigOf({ 'registry:password': 'hunter2' }, '')).toEqual({
      'registry:password': 'hunter2',
    });
  });
});
