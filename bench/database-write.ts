import { MongoClient } from 'mongodb';

const WRITES = 60;

/** Times of single acknowledged inserts, in milliseconds, on the database that the stack uses. */
export async function measureWriteMs(environment: Record<string, string>): Promise<number[]> {
  const client = await new MongoClient(environment['MONGODB_URI'] ?? '').connect();
  try {
    const collection = client
      .db(`${environment['MONGODB_DB'] ?? 'atelier'}_bench`)
      .collection('writes');
    const times: number[] = [];
    for (let index = 0; index < WRITES; index += 1) {
      const started = performance.now();
      await collection.insertOne({ index, text: 'x'.repeat(400) });
      times.push(performance.now() - started);
    }
    await collection.drop();
    return times;
  } finally {
    await client.close();
  }
}
