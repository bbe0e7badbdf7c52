# The first process of a cluster's process namespace: makes its view of the file system, collects ended
# processes and keeps log files bounded. When it ends, the kernel ends every process of the cluster, and
# with the last of them all of its mounts are gone.
#
# init.sh HOME FOLDER RUN
#   HOME    the folder of everything that Cutover keeps; the same inside and outside
#   FOLDER  the instance's folder, below HOME
#   RUN     the instance's folder of sockets, below /run; the same inside and outside
set -eu
home=$1 folder=$2 run=$3

# A part may write this much before its log is put aside as FILE.1, which replaces the one before it.
log_limit_bytes=33554432

# /proc is still that of the machine here, so this is the id by which the machine knows this process.
read -r pid _ < /proc/self/stat
echo "$pid"
# Go on only once that is on record: if whoever started this is killed before, the pipe just closes.
read -r go
[ "$go" = go ]

mount --make-rprivate /
mount -t proc proc /proc

# The kubelet sets these for the whole machine unless they already are what it wants: let it read that
# they are.
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  stand_in=$run/settings/${setting%=*}
  mkdir -p "${stand_in%/*}"
  echo "${setting#*=}" > "$stand_in"
  mount --bind "$stand_in" "/proc/sys/${setting%=*}"
done

# What parts write outside the instance's folders (some paths cannot be configured) lands in a layer of
# the instance instead of in the machine's own folders.
stage=$run/stage
mkdir -p "$stage"
mount --bind "$home" "$stage"
for dir in var/lib var/log; do
  layer=$stage${folder#"$home"}/layers/$dir
  rm -rf "$layer"
  mkdir -p "$layer/upper" "$layer/work"
  mount -t overlay -o "lowerdir=/$dir,upperdir=$layer/upper,workdir=$layer/work" cutover "/$dir"
done
case $home in
  /var/lib/* | /var/log/*) mkdir -p "$home" && mount --bind "$stage" "$home" ;;
esac
umount -l "$stage"
mkdir -p "$folder/kubelet" "$folder/pods" /var/lib/kubelet /var/log/pods
mount --bind "$folder/kubelet" /var/lib/kubelet
mount --bind "$folder/pods" /var/log/pods

# The same for /run, with the instance's own folder kept in its place.
mount -t tmpfs -o mode=755 cutover "$stage"
mkdir -p "$stage$(echo "$run" | sed 's|^/run||')" "$stage/lock" "$stage/mount"
mount --bind "$run" "$stage$(echo "$run" | sed 's|^/run||')"
mount --move "$stage" /run

# Mounts made by the kubelet must show in containers that ask for it.
mount --make-rshared /

echo ready
# Kept once all of the cluster answered; a start that was cut off ends here, and everything with it.
read -r keep
[ "$keep" = keep ]
exec < /dev/null > /dev/null

while :; do
  for log in "$folder"/logs/*.log; do
    if [ "$(stat -c %s "$log" 2> /dev/null || echo 0)" -gt $log_limit_bytes ]; then
      # Parts append to the open file, so it is emptied in place.
      cp "$log" "$log.1" && : > "$log"
    fi
  done
  sleep 10 &
  wait $! || true
done
