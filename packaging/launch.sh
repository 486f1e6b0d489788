# How the JVM of Sealstead is started, for the checkout and for packages. Sourced; wants `java`, the class path, the folder
# with RocksDB's library, and the AOT cache.

# RocksDB's blocks are made and freed by many threads. With an arena for each of them glibc kept a gigabyte of holes after
# a few listings of a million keys; with two the process stays where its caches end (docs/bench).
export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}

# set_jvm JAVA NATIVE: sets the array `jvm` to what every start has. The heap is small on purpose: bodies are streamed,
# records are RocksDB's. -Xmx in SEALSTEAD_JAVA_OPTS overrides it.
set_jvm() {
    jvm=("$1" --enable-native-access=ALL-UNNAMED -Xmx512m -Djava.library.path="$2")
    # Few objects outlive a request, so a heap of this size is soon collected without marking meanwhile, for which G1 takes
    # 7 % of a GET's CPU and 60 MiB (docs/bench). A heap of gigabytes wants another collector: name it in SEALSTEAD_JAVA_OPTS.
    case "${SEALSTEAD_JAVA_OPTS:-}" in *-XX:+Use*GC*) ;; *) jvm+=(-XX:+UseParallelGC) ;; esac
}

# record JAVA CLASSPATH NATIVE AOT: records the JVM's own cache of loaded classes (JEP 514) by one rehearsal. It is only
# faster: without it everything is the same. The rehearsal's profiles are left out: starts are as quick without them, with
# less compiling and 30 MiB less resident (docs/bench).
record() {
    set_jvm "$1" "$3"
    "${jvm[@]}" -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:AOTCacheOutput="$4" -cp "$2" \
        sealstead.cli.Main rehearse >/dev/null 2>&1 || rm -f "$4"
}

# launch JAVA CLASSPATH NATIVE AOT ARGUMENT...: becomes the server or the command line.
launch() {
    local java=$1 classpath=$2 native=$3 aot=$4
    shift 4
    set_jvm "$java" "$native"
    # Without a cache of ours the JVM takes its own of the JDK's classes. A server tells when ours does not fit; commands, which
    # are over in a moment, do not.
    if [ -f "$aot" ]; then
        jvm+=(-XX:AOTCache="$aot" -Xlog:aot=off -Xlog:cds=off)
        [ "${1:-}" != server ] || jvm+=(-Xlog:aot=error:stderr -Xlog:cds=error:stderr)
    fi
    umask 077 # what the server writes is for its owner only, whatever mode it asks for
    # shellcheck disable=SC2086 # the options are meant to be split
    exec "${jvm[@]}" ${SEALSTEAD_JAVA_OPTS:-} \
        -cp "$classpath" sealstead.cli.Main "$@"
}
