package sealstead.store.hbase;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AdvancedScanResultConsumer;
import org.apache.hadoop.hbase.client.AsyncAdmin;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import sealstead.store.EngineDriver;
import sealstead.store.StoreUnavailableException;

/// The table of the records, and whether it can be reached. Whoever asks waits for an answer, and gets one within
/// [#ASK_SECONDS] whatever hangs.
final class RecordTable implements AutoCloseable {
    /// What is read is asked again by HBase's client for so long; what is written is asked once
    /// ([HBaseCommit]), so that it is known what may have been done.
    static final int ASK_SECONDS = 8;

    /// The longest that one attempt to write may be under way: a server that has not begun with it by then drops it.
    static final int ATTEMPT_SECONDS = 4;

    private static final int CONNECT_SECONDS = 30;

    private final AsyncConnection connection;
    private final AsyncTable<AdvancedScanResultConsumer> reading;
    private final AsyncTable<AdvancedScanResultConsumer> writing;
    private final EngineDriver.Hearing hearing;
    private final AtomicBoolean away = new AtomicBoolean();

    /// @throws IOException if there is no HBase, or it lets nobody in
    RecordTable(Configuration conf, TableName name, EngineDriver.Hearing hearing) throws IOException {
        this.hearing = hearing;
        this.connection = waitFor(ConnectionFactory.createAsyncConnection(conf), CONNECT_SECONDS);
        this.reading = connection
                .getTableBuilder(name)
                .setOperationTimeout(ASK_SECONDS, TimeUnit.SECONDS)
                .build();
        this.writing = connection
                .getTableBuilder(name)
                .setOperationTimeout(ATTEMPT_SECONDS, TimeUnit.SECONDS)
                .setRpcTimeout(ATTEMPT_SECONDS, TimeUnit.SECONDS)
                .setWriteRpcTimeout(ATTEMPT_SECONDS, TimeUnit.SECONDS)
                .setMaxAttempts(1)
                .build();
    }

    AsyncAdmin admin() {
        return connection.getAdminBuilder().build();
    }

    /// Asks HBase something.
    @FunctionalInterface
    interface Question<T> {
        CompletableFuture<T> on(AsyncTable<AdvancedScanResultConsumer> table);
    }

    /// Asks what may be asked twice.
    <T> T ask(Question<T> question) throws IOException {
        try {
            var answer = waitFor(question.on(reading), ASK_SECONDS + 1);
            well();
            return answer;
        } catch (StoreUnavailableException interrupted) {
            throw interrupted;
        } catch (IOException failed) {
            failed(failed);
            throw Trouble.told(failed);
        }
    }

    Result get(Get get) throws IOException {
        return ask(table -> table.get(get));
    }

    /// One attempt to write, whose failure is for the caller to understand ([Trouble]).
    ///
    /// @return whether the condition held
    boolean attempt(CheckAndMutate mutation) throws IOException {
        boolean done =
                waitFor(writing.checkAndMutate(mutation), ATTEMPT_SECONDS + 1).isSuccess();
        well();
        return done;
    }

    /// Replaces the value of a cell that only the caller writes.
    ///
    /// @param expected nothing if there is to be no cell
    /// @return whether the cell has the value now
    boolean replace(byte[] row, byte[] qualifier, Optional<byte[]> expected, byte[] value) throws IOException {
        var condition = CheckAndMutate.newBuilder(row);
        var put = new Put(row).addColumn(Rows.HEAD, qualifier, value);
        var replacement = (expected.isPresent()
                        ? condition.ifEquals(Rows.HEAD, qualifier, expected.get())
                        : condition.ifNotExists(Rows.HEAD, qualifier))
                .build(put);
        if (ask(table -> table.checkAndMutate(replacement)).isSuccess()) {
            return true;
        }
        // By what is there: it may have been asked twice.
        var now = value(row, qualifier);
        return now.isPresent() && java.util.Arrays.equals(now.get(), value);
    }

    Optional<byte[]> value(byte[] row, byte[] qualifier) throws IOException {
        return Optional.ofNullable(
                get(new Get(row).addColumn(Rows.HEAD, qualifier)).getValue(Rows.HEAD, qualifier));
    }

    /// The answer, or the failure without its wrapping.
    static <T> T waitFor(CompletableFuture<T> answer, long seconds) throws IOException {
        try {
            return answer.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            var cause = failed.getCause();
            throw cause instanceof IOException known ? known : new IOException(String.valueOf(cause), cause);
        } catch (TimeoutException none) {
            throw new IOException("no answer within " + seconds + " seconds", none);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while HBase was asked", stop);
        }
    }

    /// To be told of each failure.
    void failed(Throwable failed) {
        if (Trouble.of(failed) == Trouble.LOST) {
            away.set(true);
            hearing.failed("HBase, which has the records: " + Trouble.words(failed));
        }
    }

    private void well() {
        if (away.get() && away.compareAndSet(true, false)) {
            hearing.well();
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
