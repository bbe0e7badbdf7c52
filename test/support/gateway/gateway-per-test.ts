import type { Service } from '../../../model/service/service';
import { GatewayUnderTest, type Situation } from './gateway-under-test';
import { RecordingBackends } from './recording-backends';

/**
 * A gateway of its own for each test of the file, in front of backends that all of them share. To be called once, in
 * the `describe` of the tests.
 */
export function gatewayPerTest() {
  const backends = new RecordingBackends();
  let gateway: GatewayUnderTest | undefined;

  beforeAll(() => backends.start());
  beforeEach(() => {
    backends.reset();
  });
  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
  });
  afterAll(() => {
    backends.stop();
  });

  async function start(service: Service, situation: Situation = {}): Promise<GatewayUnderTest> {
    gateway = new GatewayUnderTest(backends);
    await gateway.start(service, situation);
    return gateway;
  }

  return { backends, start };
}
