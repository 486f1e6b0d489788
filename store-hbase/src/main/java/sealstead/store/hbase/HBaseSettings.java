package sealstead.store.hbase;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The settings of this engine, checked.
///
/// @param files of HBase and Hadoop, `*-site.xml`, in the order in which they are read
/// @param table the table of the records, `NAMESPACE:NAME` or `NAME`
/// @param regions how many a new table has for the records of objects
/// @param blobs the folder of the blobs, with its file system
/// @param principal who logs in with Kerberos, if that is not done outside
record HBaseSettings(
        List<Path> files, String table, int regions, URI blobs, Optional<String> principal, Optional<Path> keytab) {
    private static final int MAX_REGIONS = 256;

    HBaseSettings {
        files = List.copyOf(files);
    }

    static HBaseSettings of(Map<String, String> settings) throws IOException {
        var table = settings.getOrDefault("store.hbase.table", "sealstead");
        if (!table.matches("([a-zA-Z0-9_]{1,100}:)?[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,99}")) {
            throw new IOException("store.hbase.table is NAME or NAMESPACE:NAME, not " + table);
        }
        var principal = Optional.ofNullable(settings.get("store.hbase.principal"));
        var keytab = Optional.ofNullable(settings.get("store.hbase.keytab")).map(Path::of);
        if (principal.isPresent() != keytab.isPresent()) {
            throw new IOException("store.hbase.principal and store.hbase.keytab are set together or not at all");
        }
        return new HBaseSettings(
                files(need(settings, "store.hbase.configuration")),
                table,
                regions(settings.getOrDefault("store.hbase.regions", "16")),
                blobs(need(settings, "store.hbase.blobs")),
                principal,
                keytab);
    }

    private static String need(Map<String, String> settings, String name) throws IOException {
        var value = settings.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IOException("store.engine = hbase needs " + name);
        }
        return value;
    }

    private static List<Path> files(String places) throws IOException {
        var files = new ArrayList<Path>();
        for (var text : places.split(Pattern.quote(File.pathSeparator))) {
            var place = Path.of(text);
            int before = files.size();
            if (Files.isDirectory(place)) {
                for (var name : List.of("core-site.xml", "hdfs-site.xml", "hbase-site.xml")) {
                    if (Files.isRegularFile(place.resolve(name))) {
                        files.add(place.resolve(name));
                    }
                }
            } else if (Files.isRegularFile(place)) {
                files.add(place);
            }
            if (files.size() == before) {
                throw new IOException("store.hbase.configuration names " + place
                        + ", which is neither a file nor a folder with hbase-site.xml, core-site.xml or hdfs-site.xml");
            }
        }
        return files;
    }

    private static int regions(String text) throws IOException {
        int number = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > MAX_REGIONS) {
            throw new IOException("store.hbase.regions is a number from 1 to " + MAX_REGIONS);
        }
        return number;
    }

    private static URI blobs(String text) throws IOException {
        if (!text.matches("[a-z][a-z0-9+.-]*://[^?#@]*/[^?#]+")) {
            throw new IOException("store.hbase.blobs is a folder with its file system, hdfs://HOST:PORT/FOLDER");
        }
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    @Override
    public String toString() {
        return "the table " + table + " of HBase and " + blobs;
    }
}
