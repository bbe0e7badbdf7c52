import { debianMirrors, sourceLines } from './mirror';

const trixie = { suite: 'trixie', packages: [], security: true, checkValidUntil: true };
const key = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';

describe('debianMirrors', () => {
  it('takes the machine’s own mirrors of Debian and leaves all others', () => {
    expect(
      debianMirrors([
        'Example|http://packages.example.com/node|nodistro',
        'Debian|http://mirror.example.com/debian-security/|bookworm-security',
        'Debian|http://mirror.example.com/debian/|bookworm-updates',
        'Debian|http://mirror.example.com/debian/|bookworm',
        '',
      ]),
    ).toEqual({
      main: 'http://mirror.example.com/debian/',
      security: 'http://mirror.example.com/debian-security/',
    });
  });

  it('knows that a machine may have none', () => {
    expect(debianMirrors(['Ubuntu|http://mirror.example.com/ubuntu/|noble', ''])).toBeUndefined();
  });
});

describe('sourceLines', () => {
  const mirrors = { main: 'http://m/debian/', security: 'http://m/security/' };

  it('verifies each source by Debian’s own keys', () => {
    expect(sourceLines(trixie, mirrors)).toEqual([
      `deb ${key} http://m/debian/ trixie main`,
      `deb ${key} http://m/security/ trixie-security main`,
    ]);
  });

  it('takes no security archive for a suite that has none', () => {
    expect(sourceLines({ ...trixie, suite: 'forky', security: false }, mirrors)).toEqual([
      `deb ${key} http://m/debian/ forky main`,
    ]);
  });

  it('leaves it to mmdebstrap where the machine has no mirror of Debian', () => {
    expect(sourceLines(trixie, undefined)).toEqual([]);
  });
});
