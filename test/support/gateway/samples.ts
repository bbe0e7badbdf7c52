/** @returns every sample that is not 0, by its name and labels without the service; durations left out. */
export function samplesOf(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const samples = lines.map((line) => {
    const at = line.lastIndexOf(' ');
    const name = line.slice(0, at).replace(/service="[^"]*",?/, '');
    return [name, Number(line.slice(at + 1))] as const;
  });
  return Object.fromEntries(
    samples.filter(([name, value]) => value !== 0 && !name.includes('_duration_seconds')),
  );
}

/** @returns how many requests were counted. */
export function totalOf(samples: Readonly<Record<string, number>>): number {
  return Object.entries(samples)
    .filter(([name]) => name.startsWith('cutover_requests_total'))
    .reduce((sum, [, value]) => sum + value, 0);
}
