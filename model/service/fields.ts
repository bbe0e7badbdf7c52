import { z } from 'zod';

/** A TCP port. */
export const port = z.int().min(1).max(65_535);

/** A Kubernetes quantity, for example `500m`, `2` or `2Gi`. */
export const quantity = z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/, {
  error: 'be a Kubernetes quantity such as "500m", "2" or "2Gi"',
});

/** A name that Kubernetes accepts for an object, short enough for the suffixes that are added to it. */
export const objectName = z.string().regex(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/, {
  error: 'start with a lower-case letter and hold only a-z, 0-9 and -, 40 characters at most',
});

/** The path of a request, without query. Characters that NGINX or YAML could take otherwise are refused. */
export const urlPath = z.string().regex(/^\/[A-Za-z0-9._~!&'()*+,=:@%/-]*$/, {
  error: "be a path such as /health, of letters, digits and ._~!&'()*+,=:@%/-",
});

/** The name of an HTTP header. */
export const headerName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, {
  error: 'be a header name such as X-User-Id',
});

/** The name of a cookie. */
export const cookieName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, {
  error: 'be a cookie name of letters, digits and _',
});

/** A network such as `10.0.0.0/8` or `2001:db8::/32`. */
export const network = z.union([z.cidrv4(), z.cidrv6()], {
  error: 'be a network such as 10.0.0.0/8 or 2001:db8::/32',
});

/** A name in the environment of a container. */
export const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: 'be an environment name',
});

/** A span of time, for example `30s`, `15m`, `48h` or `14d`. */
export const duration = z.string().regex(/^(0|[1-9][0-9]{0,5}(s|m|h|d))$/, {
  error: 'be a duration such as 30s, 15m, 48h or 14d',
});

/** A calendar day in UTC, for example `2026-12-31`. */
export const day = z.iso.date({ error: 'be a day such as 2026-12-31' });

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** @returns the seconds of a checked {@link duration}. */
export function seconds(text: string): number {
  const unit = text.at(-1) as keyof typeof SECONDS | '0';
  return unit === '0' && text === '0' ? 0 : Number(text.slice(0, -1)) * SECONDS[unit as 's'];
}
