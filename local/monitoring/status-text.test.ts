import { monitoringText } from './status-text';

test('a server works, or what it says instead is shown', () => {
  expect(
    monitoringText(
      new Map([
        ['prometheus', { url: 'http://10.96.0.2:9090', works: true as const }],
        ['alertmanager', { url: 'http://10.96.0.3:9093', works: '503 Service Unavailable' }],
      ]),
    ),
  ).toBe(
    'prometheus    http://10.96.0.2:9090  works\n' +
      'alertmanager  http://10.96.0.3:9093  503 Service Unavailable',
  );
});

test('where there is nothing it says so', () => {
  expect(monitoringText(new Map())).toBe('There is no monitoring.');
});
