package sealstead.s3.object;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// What is kept of one rename under its source: written before the first change, and after the last one for as long as
/// an intent may still name the source as the owner of what has gone from it.
///
/// @param token the client's, or empty
/// @param blobs of the object
record RenameEntry(String destination, Instant begun, boolean done, String token, List<BlobId> blobs) {
    RenameEntry {
        blobs = List.copyOf(blobs);
    }

    RenameEntry finished() {
        return new RenameEntry(destination, begun, true, token, blobs);
    }

    Bytes write() {
        var names = ByteBuffer.allocate(BlobId.BYTES * blobs.size());
        for (var blob : blobs) {
            names.putInt(blob.hour()).putInt(blob.random0()).putLong(blob.random1());
        }
        return new RecordWriter()
                .text(1, destination)
                .number(2, begun.toEpochMilli())
                .flag(3, done)
                .text(4, token)
                .bytes(5, Bytes.wrap(names.array()))
                .toBytes();
    }

    static RenameEntry read(Bytes record) {
        var destination = "";
        var begun = Instant.EPOCH;
        boolean done = false;
        var token = "";
        var blobs = new ArrayList<BlobId>();
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> destination = in.text();
                case 2 -> begun = Instant.ofEpochMilli(in.number());
                case 3 -> done = in.flag();
                case 4 -> token = in.text();
                case 5 -> {
                    var names = ByteBuffer.wrap(in.bytes().readOnlyArray());
                    while (names.hasRemaining()) {
                        blobs.add(new BlobId(names.getInt(), names.getInt(), names.getLong()));
                    }
                }
                default -> {}
            }
        }
        return new RenameEntry(destination, begun, done, token, blobs);
    }
}
