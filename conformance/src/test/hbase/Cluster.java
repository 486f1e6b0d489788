import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.SynchronousQueue;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HBaseTestingUtility;
import org.apache.hadoop.hbase.StartMiniClusterOption;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.CheckAndMutateResult;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.coprocessor.ObserverContext;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessorEnvironment;
import org.apache.hadoop.hbase.coprocessor.RegionObserver;

// A ZooKeeper, an HDFS of three DataNodes and an HBase of three region servers in this process, which is told by
// lines what to do and answers each with one. It ends with its input.
public final class Cluster {
    private static final int LOWEST_PORT = 20_000;
    private static final int PORTS = 12_000;

    private Cluster() {}

    public static void main(String... arguments) throws Exception {
        var out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        var cluster = new HBaseTestingUtility();
        var conf = cluster.getConfiguration();
        conf.setInt("test.hbase.zookeeper.property.clientPort", freePort());
        conf.set("hbase.coprocessor.user.region.classes", LostAnswers.class.getName());
        conf.setInt("hbase.regionserver.handler.count", 20);
        conf.setInt("zookeeper.session.timeout", 40_000);
        cluster.startMiniCluster(StartMiniClusterOption.builder()
                .numMasters(1)
                .numRegionServers(3)
                .numDataNodes(3)
                .build());
        say(out, "READY " + conf.get("hbase.zookeeper.property.clientPort") + " " + conf.get("fs.defaultFS"));
        var lines = new BufferedReader(new InputStreamReader(System.in));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var words = line.split(" ");
            try {
                say(out, answer(cluster, out, words));
            } catch (Exception failed) {
                say(out, "FAILED " + String.valueOf(failed).lines().findFirst().orElse(""));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static synchronized void say(PrintStream out, String line) {
        out.println(line);
        out.flush();
    }

    private static String answer(HBaseTestingUtility cluster, PrintStream out, String... words) throws Exception {
        switch (words[0]) {
            case "lose" -> LostAnswers.arm(Integer.parseInt(words[1]), () -> say(out, "LOST"));
            case "go" -> {
                LostAnswers.GO.put(true);
                return "GONE";
            }
            case "abort" -> {
                var server = cluster.getRSForFirstRegionInTable(TableName.valueOf(words[1]));
                server.abort("a test");
                return "OK " + server.getServerName();
            }
            case "start-server" -> cluster.getMiniHBaseCluster().startRegionServer();
            case "stop-datanode" -> cluster.getDFSCluster().stopDataNode(Integer.parseInt(words[1]));
            case "count" -> {
                int count = 0;
                for (var files = cluster.getDFSCluster().getFileSystem().listFiles(new Path(words[1]), true);
                        files.hasNext();
                        files.next()) {
                    count++;
                }
                return "OK " + count;
            }
            case "dump" -> {
                return "OK " + dump(cluster, words[1], words[2]);
            }
            case "set" -> cluster.getAdmin().modifyTable(TableDescriptorBuilder.newBuilder(
                            cluster.getAdmin().getDescriptor(TableName.valueOf(words[1])))
                    .setDurability(Durability.valueOf(words[2]))
                    .build());
            case "flush" -> cluster.flush(TableName.valueOf(words[1]));
            case "compact" -> cluster.compact(TableName.valueOf(words[1]), true);
            case "split" -> cluster.getAdmin().split(
                    TableName.valueOf(words[1]), words[2].replace('/', '\0').getBytes(StandardCharsets.US_ASCII));
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "OK";
    }

    /// Everything that a table and a folder have, in a file.
    private static java.nio.file.Path dump(HBaseTestingUtility cluster, String table, String folder) throws IOException {
        var file = java.nio.file.Files.createTempFile("dump", "");
        try (var out = java.nio.file.Files.newOutputStream(file);
                var all = cluster.getConnection().getTable(TableName.valueOf(table));
                var rows = all.getScanner(new Scan())) {
            for (var row : rows) {
                for (var cell : row.rawCells()) {
                    out.write(cell.getRowArray(), cell.getRowOffset(), cell.getRowLength());
                    out.write(cell.getQualifierArray(), cell.getQualifierOffset(), cell.getQualifierLength());
                    out.write(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
                }
            }
            var hdfs = cluster.getDFSCluster().getFileSystem();
            for (var files = hdfs.listFiles(new Path(folder), true); files.hasNext(); ) {
                var each = files.next().getPath();
                out.write(each.toString().getBytes(StandardCharsets.US_ASCII));
                try (var in = hdfs.open(each)) {
                    in.transferTo(out);
                }
            }
        }
        return file;
    }

    private static int freePort() throws IOException {
        var random = new Random();
        while (true) {
            int port = LOWEST_PORT + random.nextInt(PORTS);
            try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // another one
            }
        }
    }

    // Has one answer lost after what was asked is done: whoever waits for it hears of a failure that says nothing.
    public static final class LostAnswers implements RegionCoprocessor, RegionObserver {
        static final SynchronousQueue<Boolean> GO = new SynchronousQueue<>();
        private static int left = -1;
        private static Runnable told = () -> {};

        static synchronized void arm(int answers, Runnable whenLost) {
            left = answers;
            told = whenLost;
        }

        @Override
        public Optional<RegionObserver> getRegionObserver() {
            return Optional.of(this);
        }

        private static synchronized boolean isLost() {
            return left >= 0 && left-- == 0;
        }

        @Override
        public CheckAndMutateResult postCheckAndMutate(
                ObserverContext<RegionCoprocessorEnvironment> context, CheckAndMutate asked, CheckAndMutateResult result)
                throws IOException {
            if (asked.getRow()[0] != 0 && isLost()) {
                told.run();
                try {
                    GO.take();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("the answer is lost");
            }
            return result;
        }
    }
}
