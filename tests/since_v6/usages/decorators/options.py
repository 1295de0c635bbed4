# expect: only(A, "/upload", method="POST", status=201, announces="POST", methods="POST",
#     allowed="Content-Type")
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.post("/upload")
@cross_origin(origins=["https://a.com"], methods=["POST"], allow_headers=["Content-Type"])
def upload():
    return {}, 201
