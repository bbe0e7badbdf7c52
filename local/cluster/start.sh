# Starts one part in the background, in the cluster's cgroup, and prints its process id.
#
# start.sh LOG JOIN PROGRAM [ARGUMENT...]
#   LOG   the file to which its output is added
#   JOIN  the files, parted by spaces, through which a process joins the cluster's cgroup
set -eu
log=$1 join=$2
shift 2
for file in $join; do echo 0 > "$file"; done
setsid "$@" < /dev/null >> "$log" 2>&1 &
echo $!
