# expect: only(A, "/decorated")
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.get("/decorated")
@cross_origin(origins="https://a.com")
async def decorated():
    return "decorated"
