import { monitoringPorts } from '../names';
import { Deliveries } from './deliveries';
import { httpServer } from './http-server';
import { smtpServer } from './smtp-server';

/** Stands for all who are told of alerts, inside the embedded cluster: it keeps what they would have got. */
const deliveries = new Deliveries();
httpServer(deliveries).listen(monitoringPorts.receiver);
smtpServer(deliveries).listen(monitoringPorts.receiverMail);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
