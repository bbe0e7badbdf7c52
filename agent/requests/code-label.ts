/** Statuses with a counter of their own; all others are counted by class, so that no backend can make more. */
const STATUSES = new Set(
  (
    '200 201 202 204 206 301 302 303 304 307 308 400 401 403 404 405 408 409 410 413 414 415 422 429 431 499 ' +
    '500 501 502 503 504'
  ).split(' '),
);

/** @param status - three digits. @returns one of 37 labels. */
export function codeLabel(status: string): string {
  if (STATUSES.has(status)) return status;
  return /^[1-5]/.test(status) ? `${status.charAt(0)}xx` : 'other';
}
