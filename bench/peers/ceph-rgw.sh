#!/usr/bin/env bash
# A Ceph of one monitor, one OSD and one gateway (RGW), to measure beside Sealstead: no systemd, no containers. It is for
# throwing away: no replica and no authentication inside; all of it listens on 127.0.0.1.
#   bench/peers/ceph-rgw.sh start FOLDER PORT    S3 at PORT, the monitor at PORT + 1; FOLDER must not exist yet
#   bench/peers/ceph-rgw.sh stop FOLDER          stops the processes; the files stay
# The user's keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. BLOCK_GIB is how large the OSD may grow (32).
# Syncing is as Ceph has it, an answer means that BlueStore has synced the write; so are logging and all that is not said.
set -euo pipefail
kms_key=bench

need_packages() {
    local package missing=()
    for package in ceph-common ceph-mon ceph-osd radosgw; do
        dpkg-query -W -f='${Status}' $package 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        echo "missing: ${missing[*]}; apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
}

need_port() {
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
        echo "port $1 is taken" >&2
        exit 1
    fi
}

# - The key of SSE-KMS lies in the configuration itself: that is what the backend "testing" is. It spares RGW every call of
#   a KMS, so its SSE-KMS is measured at its cheapest.
# - RGW sends head and body of an answer by themselves; without tcp_nodelay a small GET waits 40 ms for the client's delayed
#   acknowledgement.
# - It would speak to the monitor in the secure mode only, which there is not without authentication.
write_configuration() {
    cat >"$conf" <<CONF
[global]
fsid = $fsid
mon_host = $monitor
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
run_dir = $folder
admin_socket = $folder/\$name.asok
log_file = $folder/\$name.log
crash_dir = $folder/crash
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pg_autoscale_mode = off
[mon]
mon_data = $folder/mon
mon_allow_pool_size_one = true
[osd]
osd_data = $folder/osd
osd_objectstore = bluestore
osd_memory_target = 1610612736
bluestore_block_size = $((${BLOCK_GIB:-32} << 30))
[client.rgw]
rgw_data = $folder/rgw
ms_mon_client_mode = crc
rgw_frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw_rados_pool_pg_num_min = 8
rgw_crypt_require_ssl = false
rgw_crypt_s3_kms_backend = testing
rgw_crypt_s3_kms_encryption_keys = $kms_key=$(head -c 32 /dev/urandom | base64)
CONF
}

# daemon NAME COMMAND...: runs it in the background and remembers its pid.
daemon() {
    local name=$1
    shift
    setsid "$@" -f --conf "$conf" </dev/null >"$folder/$name.out" 2>&1 &
    echo $! >"$folder/$name.pid"
}

# until_well NAME COMMAND...: waits for the command to succeed while the daemon lives, a minute at most.
until_well() {
    local name=$1 attempt
    shift
    for attempt in $(seq 120); do
        if "$@" >/dev/null 2>&1; then return; fi
        kill -0 "$(cat "$folder/$name.pid")" 2>/dev/null || break
        sleep 0.5
    done
    echo "$name does not answer, tried $attempt times; see $folder/$name.out and the logs beside it" >&2
    exit 1
}

start() {
    need_packages
    : "${AWS_ACCESS_KEY_ID:?is not set}" "${AWS_SECRET_ACCESS_KEY:?is not set}"
    need_port "$port"
    need_port $((port + 1))
    umask 077
    mkdir "$folder"
    mkdir "$folder/mon" "$folder/osd" "$folder/rgw" "$folder/crash"
    folder=$(readlink -f "$folder") conf=$folder/ceph.conf
    fsid=$(cat /proc/sys/kernel/random/uuid) monitor="[v2:127.0.0.1:$((port + 1))]"
    write_configuration
    ceph=(timeout 10 ceph --conf "$conf")
    trap stop EXIT

    monmaptool --create --fsid "$fsid" --addv a "$monitor" "$folder/monmap" >/dev/null
    ceph-mon --conf "$conf" --mkfs -i a --monmap "$folder/monmap" 2>"$folder/mkfs.out"
    daemon mon ceph-mon -i a
    until_well mon "${ceph[@]}" status

    local uuid
    uuid=$(cat /proc/sys/kernel/random/uuid)
    "${ceph[@]}" osd new "$uuid" >/dev/null
    ceph-osd --conf "$conf" -i 0 --mkfs --osd-uuid "$uuid" >>"$folder/mkfs.out" 2>&1
    daemon osd ceph-osd -i 0
    until_well osd "${ceph[@]}" tell osd.0 version
    # The two pools that are worked on get groups enough for what is measured to run side by side; 8 do for the others.
    for pool in index data; do
        "${ceph[@]}" osd pool create default.rgw.buckets.$pool 32 >/dev/null 2>&1
        "${ceph[@]}" osd pool application enable default.rgw.buckets.$pool rgw >/dev/null 2>&1
    done

    timeout 60 radosgw-admin --conf "$conf" --name client.rgw user create --uid bench --display-name bench \
        --access-key "$AWS_ACCESS_KEY_ID" --secret-key "$AWS_SECRET_ACCESS_KEY" >/dev/null
    daemon rgw radosgw --name client.rgw
    until_well rgw curl -sf "http://127.0.0.1:$port/"
    trap - EXIT
    echo "ready http://127.0.0.1:$port --pid $(cat "$folder/rgw.pid")+$(cat "$folder/osd.pid") --kms-key $kms_key"
}

stop() {
    local name pid
    for name in rgw osd mon; do
        [ -f "$folder/$name.pid" ] || continue
        pid=$(cat "$folder/$name.pid")
        if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "--conf $folder/ceph.conf"; then
            kill "$pid"
            while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
        fi
        rm "$folder/$name.pid"
    done
}

case "${1:-} $#" in
"start 3")
    folder=$2 port=$3
    start
    ;;
"stop 2")
    folder=$(readlink -f "$2")
    stop
    ;;
*)
    sed -n 's/^#   bench/bench/p' "$0" >&2
    exit 2
    ;;
esac
