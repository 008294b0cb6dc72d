/** A worker in a process of its own, told by its parent what to do; tells how many locks it renewed. */
import { openPlaces } from '../../dist/cluster/queue/allowed-places.js';
import { connectRedis } from '../../dist/cluster/queue/connect-redis.js';
import { startQueueWorker } from '../../dist/cluster/queue/queue-worker.js';
import { redisAddress } from '../../dist/cluster/queue/redis-address.js';

process.once('message', async ({ url, root, threads, lock, noop }) => {
  const link = await connectRedis(redisAddress(url, {}));
  const programs = {
    program: new URL('../../dist/cluster/queue/unit-process-main.js', import.meta.url),
    runnerModule: new URL('./noop-runner.mjs', import.meta.url),
  };
  const worker = await startQueueWorker({
    link,
    places: await openPlaces([root]),
    name: `bench-${process.pid}`,
    concurrency: 1,
    threads,
    device: 'cpu',
    maxMemory: 2 ** 30,
    lock,
    silence: 600_000,
    grace: 1000,
    ...(noop ? { programs } : {}),
  });
  process.once('message', async () => {
    const { renewals } = worker;
    await worker.stop();
    await link.close();
    process.send({ renewals }, () => process.disconnect());
  });
  process.send('ready');
});
