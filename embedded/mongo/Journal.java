import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.DataType;

/**
 * What was changed since the file's last commit, in the order in which it was changed.
 *
 * <p>A commit of H2 writes every page that was touched and a new map of where all pages lie; that takes
 * longer than the change itself. So a write is answered when it is in the journal, and the file is
 * committed now and then (a checkpoint). After a crash the journal is played over the file. Each entry
 * sets a key to a value or removes it, so it does not matter when some of them are in the file already.
 *
 * <p>There are two files at most: a checkpoint begins the second one, and removes the first when the
 * commit is on the disk. Each flush is a frame: length, checksum, entries. An entry: length and name of
 * the map, one byte for what is done, key, value.
 */
final class Journal {
  private static final byte PUT = 1;
  private static final byte REMOVE = 2;
  private static final int FRAME_HEAD_BYTES = 8;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int BUFFER_KEPT_BYTES = 4 << 20;

  /** Maps are opened deep inside the server's own classes, which know the store and nothing else. */
  private static final Map<MVStore, Journal> OF_STORES = new ConcurrentHashMap<>();

  private final MVStore store;
  private final Path current;
  private final Path previous;
  /** One at a time. */
  private final Object checkpoints = new Object();

  private WriteBuffer buffer = new WriteBuffer(BUFFER_BYTES);
  /** Null while nothing is noted: what is played over the file stands in a journal already. */
  private FileChannel channel;
  private long bytes;
  private long flushes;

  private Journal(MVStore store, Path file) {
    this.store = store;
    this.current = Path.of(file + ".journal");
    this.previous = Path.of(file + ".journal.old");
  }

  /** Plays what an earlier process left over the store, and notes all changes from now on. */
  static Journal open(MVStore store, Path file) {
    Journal journal = new Journal(store, file);
    OF_STORES.put(store, journal);
    try {
      for (Path left : List.of(journal.previous, journal.current)) {
        if (Files.exists(left)) journal.play(left);
      }
      store.commit();
      store.sync();
      Files.deleteIfExists(journal.previous);
      Files.deleteIfExists(journal.current);
      journal.channel = journal.begin();
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    return journal;
  }

  static Journal of(MVStore store) {
    return OF_STORES.get(store);
  }

  <K, V> MVMap<K, V> openMap(String name, DataType<V> valueType) {
    return store.openMap(name, new JournaledMap.Builder<K, V>(this).valueType(valueType));
  }

  /** Makes the change and notes it, in the same order as all others. */
  synchronized <K, V> V change(JournaledMap<K, V> map, K key, V value, JournaledMap.Change<V> change) {
    V before = change.make();
    if (channel != null) note(map, key, value);
    return before;
  }

  private <K, V> void note(JournaledMap<K, V> map, K key, V value) {
    if (buffer.position() == 0) buffer.position(FRAME_HEAD_BYTES);
    int start = buffer.position();
    try {
      byte[] name = map.getName().getBytes(StandardCharsets.UTF_8);
      buffer.putVarInt(name.length).put(name).put(value == null ? REMOVE : PUT);
      map.getKeyType().write(buffer, key);
      if (value != null) map.getValueType().write(buffer, value);
    } catch (RuntimeException error) {
      // The others' entries stay readable.
      buffer.position(start);
      throw error;
    }
  }

  /** Afterwards a killed process has lost none of the changes so far. */
  synchronized void flush() throws IOException {
    int end = buffer.position();
    if (end <= FRAME_HEAD_BYTES) return;
    ByteBuffer frame = buffer.getBuffer();
    CRC32 checksum = new CRC32();
    checksum.update(frame.array(), FRAME_HEAD_BYTES, end - FRAME_HEAD_BYTES);
    frame.putInt(0, end - FRAME_HEAD_BYTES).putInt(4, (int) checksum.getValue());
    frame.position(0).limit(end);
    while (frame.hasRemaining()) channel.write(frame);
    bytes += end;
    flushes += 1;
    if (buffer.capacity() > BUFFER_KEPT_BYTES) buffer = new WriteBuffer(BUFFER_BYTES);
    else buffer.clear();
  }

  /** Brings all changes so far into the store's file. Changes may go on meanwhile. */
  void checkpoint() throws IOException {
    synchronized (checkpoints) {
      FileChannel finished;
      synchronized (this) {
        flush();
        if (bytes == 0 && !store.hasUnsavedChanges()) return;
        finished = channel;
        Files.move(current, previous);
        channel = begin();
      }
      // Before anything of the next one is on the disk: a power cut leaves no gap.
      finished.force(false);
      finished.close();
      store.commit();
      store.sync();
      Files.delete(previous);
    }
  }

  private FileChannel begin() throws IOException {
    bytes = 0;
    return FileChannel.open(current, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Afterwards a power cut has lost none of the changes that were flushed. */
  void sync() throws IOException {
    FileChannel written;
    synchronized (this) {
      written = channel;
    }
    try {
      written.force(false);
    } catch (ClosedChannelException closed) {
      // A checkpoint came between: the changes are in the file.
    }
  }

  /** Of the changes that no checkpoint has brought into the file. */
  synchronized long bytes() {
    return bytes;
  }

  /** Counts up; tells how busy the writers are. */
  synchronized long flushes() {
    return flushes;
  }

  private void play(Path file) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
    while (content.remaining() > FRAME_HEAD_BYTES) {
      int length = content.getInt();
      int checksum = content.getInt();
      // The last frame may be torn; nobody was told that it is kept.
      if (length <= 0 || length > content.remaining()) return;
      CRC32 found = new CRC32();
      found.update(content.array(), content.position(), length);
      if ((int) found.getValue() != checksum) return;
      ByteBuffer entries = content.slice(content.position(), length);
      while (entries.hasRemaining()) playEntry(entries);
      content.position(content.position() + length);
    }
  }

  private void playEntry(ByteBuffer entries) {
    byte[] name = new byte[DataUtils.readVarInt(entries)];
    entries.get(name);
    byte action = entries.get();
    MVMap<Object, Object> map = StoredFormat.open(store, new String(name, StandardCharsets.UTF_8));
    Object key = map.getKeyType().read(entries);
    if (action == PUT) map.put(key, map.getValueType().read(entries));
    else map.remove(key);
  }
}
