/** A mail as a reader sees it. */
export interface Mail {
  readonly from: string;
  readonly headers: Readonly<Record<string, string>>;
  /** All that follows the headers, every part of it, with quoted-printable undone. */
  readonly text: string;
}

/**
 * Reads a message as Alertmanager writes it: headers, then plain or quoted-printable parts.
 *
 * @param data - the message with lines that end in CRLF.
 */
export function readMail(from: string, data: string): Mail {
  const end = data.indexOf('\r\n\r\n');
  const [head, body] = end < 0 ? [data, ''] : [data.slice(0, end), data.slice(end + 4)];
  // A header goes on in every line that begins with white space.
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = lines.flatMap((line) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
  });
  return {
    from,
    headers: Object.fromEntries(headers) as Record<string, string>,
    text: decodeQuotedPrintable(body),
  };
}

function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replace(/\r\n/g, '\n');
}
