/** Clients of the service: patient, slow and hostile ones. Each goes on until told to stop. */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { crc32, deflateSync } from 'node:zlib';

const PATH = '/v1/reconstructions';
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Sends a photo once, reads the whole answer. */
export function send(address, photo, { query = '', agent, slowRead, over = () => false } = {}) {
  return new Promise((resolve) => {
    const started = performance.now();
    let bytes = 0;
    const told = (status, retryAfter) =>
      resolve({ status, retryAfter, bytes, milliseconds: performance.now() - started });
    const sent = request(
      `${address}${PATH}${query}`,
      {
        ...{ method: 'POST', agent },
        headers: { 'Content-Type': 'image/jpeg', 'Content-Length': photo.length },
      },
      (answer) => {
        const ended = () =>
          told(answer.complete ? answer.statusCode : 0, Number(answer.headers['retry-after']));
        answer.once('close', ended).on('error', () => undefined);
        answer.on('data', (chunk) => {
          bytes += chunk.length;
          if (slowRead === undefined) return;
          if (over()) answer.destroy();
          answer.pause();
          setTimeout(() => answer.resume(), (1000 * chunk.length) / slowRead);
        });
      },
    );
    sent.once('error', () => told(0));
    sent.end(photo);
  });
}

/** So many clients that send a photo, read the answer, and send again; who is refused waits as long as it is told. */
export async function patientClients(address, photo, count, seconds, options = {}) {
  const end = performance.now() + 1000 * seconds;
  const answers = [];
  const started = performance.now();
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (performance.now() < end) {
      const answer = await send(address, photo, { ...options, agent });
      answers.push(answer);
      if (answer.status === 429) await pause(1000 * Math.min(answer.retryAfter, 10));
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: count }, client));
  return { answers, seconds: (performance.now() - started) / 1000 };
}

/** Sends the bytes of a photo by the second, and begins again when it is given up. */
export async function slowUpload(address, photo, bytesASecond, over) {
  while (!over()) {
    await new Promise((resolve) => {
      const sent = request(`${address}${PATH}`, {
        method: 'POST',
        headers: { 'Content-Type': 'image/jpeg', 'Content-Length': photo.length },
      });
      let at = 0;
      const timer = setInterval(() => {
        if (over()) sent.destroy();
        else sent.write(photo.subarray(at, at + Math.ceil(bytesASecond / 4)));
        at += Math.ceil(bytesASecond / 4);
      }, 250);
      sent.once('error', () => undefined);
      sent.once('response', (answer) => answer.resume());
      sent.once('close', () => {
        clearInterval(timer);
        resolve();
      });
    });
  }
}

/** Asks for a cube and reads it slowly, or not at all. */
export async function slowReader(address, photo, bytesASecond, over) {
  while (!over()) await send(address, photo, { slowRead: bytesASecond, over });
}

/** Sends one body after another, without a pause. */
export async function floodOf(address, bodies, over) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const statuses = {};
  for (let index = 0; !over(); index++) {
    const { status } = await send(address, bodies[index % bodies.length], { agent });
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === 0 || status === 429) await pause(100);
  }
  agent.destroy();
  return statuses;
}

/** Keeps so many connections open that never say a whole request. */
export async function halfOpen(address, count, over) {
  const { hostname, port } = new URL(address);
  const sockets = new Set();
  let opened = 0;
  while (!over()) {
    while (sockets.size < count) {
      const socket = connect(Number(port), hostname);
      opened++;
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket)).on('error', () => undefined);
      if (opened % 2 === 0) socket.write('POST /v1/reconstructions HTTP/1.1\r\nHost: x\r\nX-A: ');
    }
    await pause(50);
  }
  for (const socket of sockets) socket.destroy();
  return { opened };
}

/** Opens connections and sends bytes that are no request. */
export async function garbage(address, over) {
  const { hostname, port } = new URL(address);
  let sent = 0;
  while (!over()) {
    await new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write(randomBytes(4096)));
      sent++;
      socket.once('close', resolve).on('error', () => undefined);
      socket.resume();
    });
  }
  return { sent };
}

/** A PNG whose header says more than its bytes hold. */
export function bomb(width, height, rows) {
  const chunk = (name, body) => {
    const framed = Buffer.alloc(body.length + 12);
    framed.writeUInt32BE(body.length);
    framed.write(name, 4, 'latin1');
    body.copy(framed, 8);
    framed.writeUInt32BE(crc32(framed.subarray(4, body.length + 8)), body.length + 8);
    return framed;
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  const data = deflateSync(Buffer.alloc(rows * (3 * width + 1)));
  const parts = [chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}
