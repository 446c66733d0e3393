import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * Documents in the file, in the form in which clients send them. A commit writes whole pages, so each
 * write encodes its neighbours too; Java's own serialisation takes many times as long for that.
 */
final class BsonType extends BasicDataType<Document> {
  private static final int TYPICAL_BYTES = 1024;
  /** A document in memory is a map of objects; its bytes in the file are the smaller part. */
  private static final int MEMORY_PER_BYTE = 4;

  @Override
  public int getMemory(Document document) {
    return MEMORY_PER_BYTE * encode(document).readableBytes();
  }

  @Override
  public boolean isMemoryEstimationAllowed() {
    return true;
  }

  @Override
  public void write(WriteBuffer buffer, Document document) {
    ByteBuf bytes = encode(document);
    buffer.putVarInt(bytes.readableBytes()).put(bytes.nioBuffer());
  }

  @Override
  public Document read(ByteBuffer buffer) {
    int length = DataUtils.readVarInt(buffer);
    ByteBuf bytes = Unpooled.wrappedBuffer(buffer.slice(buffer.position(), length));
    buffer.position(buffer.position() + length);
    return BsonDecoder.decodeBson(bytes);
  }

  @Override
  public Document[] createStorage(int size) {
    return new Document[size];
  }

  private static ByteBuf encode(Document document) {
    ByteBuf bytes = Unpooled.buffer(TYPICAL_BYTES);
    BsonEncoder.encodeDocument(document, bytes);
    return bytes;
  }
}
